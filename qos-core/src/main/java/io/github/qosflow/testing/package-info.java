/** {@link io.github.qosflow.testing.InMemoryQos}: the whole API without an operating system, for tests. */
@NullMarked
package io.github.qosflow.testing;

import org.jspecify.annotations.NullMarked;
