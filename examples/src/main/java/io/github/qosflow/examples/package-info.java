/** Small programs that show the library; {@code README.md} quotes them. */
@NullMarked
package io.github.qosflow.examples;

import org.jspecify.annotations.NullMarked;
