/** The server seen from its phones: telephones that call each other and look at the marks of what they get. */
@NullMarked
package io.github.qosflow.examples.voip.phone;

import org.jspecify.annotations.NullMarked;
