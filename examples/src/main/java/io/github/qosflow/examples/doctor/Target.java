package io.github.qosflow.examples.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a listener runs.
 *
 * @param host its name or address
 * @param port its UDP port
 */
record Target(String host, int port) {
    private static final Pattern FORM = Pattern.compile("\\[([^\\]]+)]:(\\d{1,5})|([^:]+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    static Target parse(String text) throws IOException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IOException("'" + text + "' is not HOST:PORT (IPv6: [::1]:5000)");
        }
        boolean bracketed = parts.group(1) != null;
        int port = Integer.parseInt(parts.group(bracketed ? 2 : 4));
        if (port < 1 || port > MAX_PORT) {
            throw new IOException("port " + port + " of '" + text + "' is not 1 to " + MAX_PORT);
        }
        return new Target(parts.group(bracketed ? 1 : 3), port);
    }

    InetSocketAddress address(Families families) throws IOException {
        try {
            InetAddress address = Arrays.stream(InetAddress.getAllByName(host))
                    .filter(families::includes)
                    .findFirst()
                    .orElseThrow(() -> new IOException("host '" + host + "' has no address of " + families));
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IOException("nobody knows a host '" + host + "'", e);
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
