/** Small parts of Netty programs, to be copied: options, groups of channels, media for many peers, changes, own rules. */
@NullMarked
package io.github.qosflow.examples.netty;

import org.jspecify.annotations.NullMarked;
