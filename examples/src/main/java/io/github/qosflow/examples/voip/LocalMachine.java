package io.github.qosflow.examples.voip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
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
                .map(LocalMachine::withoutScope)
                .distinct()
                .toList();
    }

    private static boolean up(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(new IOException("4 or 16 bytes are an address: " + address, e));
        }
    }
}
