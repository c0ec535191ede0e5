/** QOS2 ({@code qos2.h}, {@code qwave.dll}) through JNA: the mirror, the owner of the handle, the meaning. */
@NullMarked
package io.github.qosflow.internal.windows;

import org.jspecify.annotations.NullMarked;
