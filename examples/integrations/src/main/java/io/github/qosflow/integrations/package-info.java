/** One class for each framework that shows how {@link io.github.qosflow.netty.QosHandler} gets into its connections. */
@NullMarked
package io.github.qosflow.integrations;

import org.jspecify.annotations.NullMarked;
