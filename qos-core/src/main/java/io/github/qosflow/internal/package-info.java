/** What the back ends share; {@link io.github.qosflow.internal.Backend} is the one seam to the operating system. */
@NullMarked
package io.github.qosflow.internal;

import org.jspecify.annotations.NullMarked;
