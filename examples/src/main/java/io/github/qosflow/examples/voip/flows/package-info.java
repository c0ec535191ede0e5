/** Which channel of the server gets which flow. */
@NullMarked
package io.github.qosflow.examples.voip.flows;

import org.jspecify.annotations.NullMarked;
