/** Tools of the tests, for this module's and for the others' through the test jar: what is on the wire, what the DLL saw. */
@NullMarked
package io.github.qosflow.testkit;

import org.jspecify.annotations.NullMarked;
