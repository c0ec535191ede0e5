package io.github.qosflow.examples.voip.sip;

import io.netty.handler.ssl.SslContext;

/**
 * How TLS is spoken.
 *
 * @param server with those who connect
 * @param client with those who are connected to
 */
public record Tls(SslContext server, SslContext client) {}
