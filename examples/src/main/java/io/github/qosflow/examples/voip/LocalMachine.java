package io.github.qosflow.examples.voip;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** Where this machine can be reached. */
final class LocalMachine {
    private LocalMachine() {}

    /**
     * All addresses but those that need a scope. One by one, for a socket bound to {@code ::} takes {@code 0.0.0.0} too in Java, and
     * QOS2 marks nothing that goes to IPv4 peers of such a socket.
     */
    static List<InetAddress> addresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(LocalMachine::up)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLinkLocalAddress())
                .map(address -> NetUtil.createInetAddressFromIpAddressString(NetUtil.toAddressString(address)))
                .distinct()
                .toList();
    }

    private static boolean up(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) { // it is gone
            return false;
        }
    }
}
