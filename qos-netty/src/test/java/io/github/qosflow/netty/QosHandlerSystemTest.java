package io.github.qosflow.netty;

import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;

/** NIO with whatever marks packets on this system. */
class QosHandlerSystemTest extends SystemSuite {
    @Override
    Loopback transport() {
        return new NioLoopback();
    }

    @Override
    QosSubsystem subsystem() throws QosException {
        return Qos.open();
    }
}
