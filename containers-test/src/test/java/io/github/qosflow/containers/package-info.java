/** The library and the examples between two containers: what a program without any right sends, its receiver captures. */
@NullMarked
package io.github.qosflow.containers;

import org.jspecify.annotations.NullMarked;
