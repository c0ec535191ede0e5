/** Marks the packets of Netty channels. */
@NullMarked
package io.github.qosflow.netty;

import org.jspecify.annotations.NullMarked;
