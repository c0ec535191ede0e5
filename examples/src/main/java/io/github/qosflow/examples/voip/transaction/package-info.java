/** SIP transactions (RFC 3261 section 17): what is repeated, what is absorbed, and when nobody answered. */
@NullMarked
package io.github.qosflow.examples.voip.transaction;

import org.jspecify.annotations.NullMarked;
