package io.github.qosflow.model;

import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.testing.InMemoryQos;
import java.util.OptionalInt;

/** Around an InMemoryQos; what it does not do by itself is in {@link Differences}. */
public final class InMemoryEnvironment implements Environment {
    private final InMemoryQos qos = new InMemoryQos();

    /** Nobody is an administrator at first. */
    public InMemoryEnvironment() {
        administrator(false);
    }

    @Override
    public String name() {
        return "InMemoryQos";
    }

    @Override
    public QosSubsystem subsystem() {
        return qos;
    }

    @Override
    public NativeSocket socket(Endpoint endpoint) {
        return NativeSocket.ofHandle(1 + endpoint.ordinal());
    }

    @Override
    public void expect(Command command, String outcome) {
        Differences.refusalByTheSystem(command, outcome).ifPresent(reason -> qos.failNext(refusal(reason)));
    }

    @Override
    public void administrator(boolean granted) {
        if (granted) {
            qos.grantExactDscp();
        } else {
            qos.refuseExactDscp(refusal(Reason.ACCESS_DENIED));
        }
    }

    private static QosException refusal(Reason reason) {
        return new QosException("the model", 0, reason, "Nothing to be done about it.");
    }

    @Override
    public void congestion(QosFlow flow, boolean congested) {
        if (!Differences.toldForTestsOnly(flow)) {
            if (congested) {
                qos.congest(flow);
            } else {
                qos.uncongest(flow);
            }
        }
    }

    @Override
    public void available(QosFlow flow, FlowFundamentals path) {
        if (!Differences.toldForTestsOnly(flow)) {
            qos.makeAvailable(flow, path.available().orElseThrow());
        }
    }

    @Override
    public void fundamentals(FlowFundamentals known) {
        qos.fundamentals(known);
    }

    @Override
    public void restart() {
        qos.restart();
    }

    @Override
    public int flowCount() {
        return qos.flowCount();
    }

    @Override
    public OptionalInt requests() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {}
}
