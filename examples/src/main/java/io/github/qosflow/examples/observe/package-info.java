/**
 * How a program sees the marks of its own packets without privileges, on 64-bit Linux; starts in
 * {@link io.github.qosflow.examples.observe.ObservedSocket}.
 */
@NullMarked
package io.github.qosflow.examples.observe;

import org.jspecify.annotations.NullMarked;
