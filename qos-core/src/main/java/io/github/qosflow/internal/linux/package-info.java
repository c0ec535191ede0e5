/** The same meaning on Linux by socket options: {@code IP_TOS}, {@code IPV6_TCLASS}, {@code SO_PRIORITY}. */
@NullMarked
package io.github.qosflow.internal.linux;

import org.jspecify.annotations.NullMarked;
