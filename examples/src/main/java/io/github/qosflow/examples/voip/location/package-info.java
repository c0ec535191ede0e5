/** Where users can be reached, and who may say so: the location store and digest authentication. */
@NullMarked
package io.github.qosflow.examples.voip.location;

import org.jspecify.annotations.NullMarked;
