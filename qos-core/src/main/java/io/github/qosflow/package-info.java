/**
 * Marks and shapes outgoing traffic. {@link io.github.qosflow.Qos#open()} gives a {@link io.github.qosflow.QosSubsystem},
 * which puts sockets into {@link io.github.qosflow.QosFlow flows} described by a {@link io.github.qosflow.FlowSpec}.
 */
@NullMarked
package io.github.qosflow;

import org.jspecify.annotations.NullMarked;
