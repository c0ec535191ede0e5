/**
 * The program behind {@code ./demo}: marks real channels and looks at the packets; starts in
 * {@link io.github.qosflow.examples.demo.Demo}.
 */
@NullMarked
package io.github.qosflow.examples.demo;

import org.jspecify.annotations.NullMarked;
