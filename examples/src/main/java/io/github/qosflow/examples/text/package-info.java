/** How the example programs write to a terminal. */
@NullMarked
package io.github.qosflow.examples.text;

import org.jspecify.annotations.NullMarked;
