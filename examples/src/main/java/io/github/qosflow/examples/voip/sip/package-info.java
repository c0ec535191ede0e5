/** SIP on the wire: reading and writing messages, and the channels they come and go by. */
@NullMarked
package io.github.qosflow.examples.voip.sip;

import org.jspecify.annotations.NullMarked;
