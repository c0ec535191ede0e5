/**
 * Says why nothing is marked, and proves what is; starts in {@link io.github.qosflow.examples.doctor.Doctor}. The questions
 * between two hosts are {@link io.github.qosflow.examples.doctor.Probe}s, what became of the 64 marks is a
 * {@link io.github.qosflow.examples.doctor.BleachingMap}.
 */
@NullMarked
package io.github.qosflow.examples.doctor;

import org.jspecify.annotations.NullMarked;
