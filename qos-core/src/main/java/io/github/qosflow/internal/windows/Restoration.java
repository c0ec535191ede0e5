package io.github.qosflow.internal.windows;

import io.github.qosflow.QosException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How one flow is lost with its handle and put back on the next one, under the same object. Used by the worker. */
final class Restoration {
    private final Qos2Flow flow;
    private final FlowLife life;
    private final Members members;
    private final Predicate<SocketState> isStill;
    private final AtomicBoolean toldLost = new AtomicBoolean();

    Restoration(Qos2Flow flow, FlowLife life, Members members, Predicate<SocketState> isStill) {
        this.flow = flow;
        this.life = life;
        this.members = members;
        this.isStill = isStill;
    }

    /** The handle is gone, and the flow with it until it is {@link #restore restored}. */
    void lose(QosException cause) {
        boolean lost = life.lose();
        flow.unmarked();
        if (lost && toldLost.compareAndSet(false, true)) {
            flow.tell(listener -> listener.lost(flow, cause));
        }
    }

    /** Makes the flow anew with the members that still live. {@return false if that is to be tried again} */
    boolean restore(Qos2Handle fresh) {
        try {
            if (life.restore(this::rejoin, fresh)) {
                restored();
            } else if (life.locked(members::isEmpty)) {
                flow.close(); // every member has closed meanwhile
            }
            return true;
        } catch (QosException e) {
            flow.restarted(fresh, e);
            life.lose(); // whatever was made of it is of no use
            return false;
        }
    }

    private @Nullable LiveFlow rejoin(Qos2Handle fresh) throws QosException {
        members.keep(isStill);
        if (members.isEmpty()) {
            return null;
        }
        LiveFlow made = members.rejoin(fresh, flow.spec());
        flow.renumber(made);
        return made;
    }

    private void restored() throws QosException {
        var unused = flow.applySpec(true)
                .whenComplete((done, failure) -> flow.worker().executeOrRun(this::tellRestored));
    }

    private void tellRestored() {
        life.settle();
        if (life.isLive() && toldLost.compareAndSet(true, false)) {
            flow.tell(listener -> listener.restored(flow));
        }
        flow.listenersChanged();
    }
}
