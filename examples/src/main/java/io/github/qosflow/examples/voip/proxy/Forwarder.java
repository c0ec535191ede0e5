package io.github.qosflow.examples.voip.proxy;

import gov.nist.javax.sip.message.SIPRequest;
import io.github.qosflow.examples.voip.transaction.ClientTransaction;
import io.github.qosflow.examples.voip.transaction.ResponseListener;
import io.github.qosflow.examples.voip.transaction.ServerTransaction;
import io.netty.channel.EventLoop;

/** What a fork needs to send with. */
interface Forwarder {
    ClientTransaction send(
            ServerTransaction transaction, SIPRequest request, Target target, Way way, ResponseListener listener);

    EventLoop loop();
}
