/** The registrar and the stateful proxy (RFC 3261 sections 10 and 16), and the calls that go through them. */
@NullMarked
package io.github.qosflow.examples.voip.proxy;

import org.jspecify.annotations.NullMarked;
