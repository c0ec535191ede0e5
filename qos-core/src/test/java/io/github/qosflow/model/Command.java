package io.github.qosflow.model;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.TrafficType;

/** One call, as data: it can be printed, left out, and made again elsewhere. */
public sealed interface Command {
    /** Makes the call. */
    String on(Calls calls);

    record CreateFlow(FlowSpec spec, Endpoint endpoint, Destination destination) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.createFlow(spec, endpoint, destination);
        }
    }

    record Add(int flow, Endpoint endpoint, Destination destination) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.add(flow, endpoint, destination);
        }
    }

    record Remove(int flow, Endpoint endpoint) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.remove(flow, endpoint);
        }
    }

    record SetTrafficType(int flow, TrafficType type) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.setTrafficType(flow, type);
        }
    }

    record SetOutgoingRate(int flow, OutgoingRate rate) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.setOutgoingRate(flow, rate);
        }
    }

    record SetOutgoingDscp(int flow, Dscp dscp) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.setOutgoingDscp(flow, dscp);
        }
    }

    record QueryPacketPriority(int flow) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.queryPacketPriority(flow);
        }
    }

    record QueryOutgoingRate(int flow) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.queryOutgoingRate(flow);
        }
    }

    record QueryFundamentals(int flow, boolean fresh) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.queryFundamentals(flow, fresh);
        }
    }

    record NotifyCongested(int flow) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.notifyCongested(flow);
        }
    }

    record NotifyUncongested(int flow) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.notifyUncongested(flow);
        }
    }

    record NotifyAvailable(int flow, DataRate total) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.notifyAvailable(flow, total);
        }
    }

    record Cancel(int future) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.cancel(future);
        }
    }

    record AddListener(int flow, int listener) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.addListener(flow, listener);
        }
    }

    record RemoveListener(int flow, int listener) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.removeListener(flow, listener);
        }
    }

    record Close(int flow) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.close(flow);
        }
    }

    record StartTracking(int peer) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.startTracking(peer);
        }
    }

    record StopTracking(int peer) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.stopTracking(peer);
        }
    }

    record EnumerateFlows() implements Command {
        @Override
        public String on(Calls calls) {
            return calls.enumerateFlows();
        }
    }

    record Administrator(boolean granted) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.administrator(granted);
        }
    }

    record Congestion(int flow, boolean congested) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.congestion(flow, congested);
        }
    }

    record Available(int flow, DataRate total) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.available(flow, total);
        }
    }

    record Fundamentals(FlowFundamentals known) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.fundamentals(known);
        }
    }

    record Restart(Command metBy) implements Command {
        @Override
        public String on(Calls calls) {
            return calls.restart(metBy);
        }
    }

    record CloseSubsystem() implements Command {
        @Override
        public String on(Calls calls) {
            return calls.closeSubsystem();
        }
    }
}
