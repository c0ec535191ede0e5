/** What the JDK alone can do on every other system: {@code StandardSocketOptions.IP_TOS}. */
@NullMarked
package io.github.qosflow.internal.portable;

import org.jspecify.annotations.NullMarked;
