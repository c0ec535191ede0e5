package io.github.qosflow.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannelConfig;

/** The configuration of a {@link QosNioServerSocketChannel}. */
final class QosServerSocketChannelConfig extends QosChannelConfig<ServerSocketChannelConfig>
        implements ServerSocketChannelConfig {
    QosServerSocketChannelConfig(Channel channel, ServerSocketChannelConfig own) {
        super(channel, own);
    }

    @Override
    public int getBacklog() {
        return own.getBacklog();
    }

    @Override
    public QosServerSocketChannelConfig setBacklog(int connections) {
        own.setBacklog(connections);
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return own.isReuseAddress();
    }

    @Override
    public QosServerSocketChannelConfig setReuseAddress(boolean reuseAddress) {
        own.setReuseAddress(reuseAddress);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return own.getReceiveBufferSize();
    }

    @Override
    public QosServerSocketChannelConfig setReceiveBufferSize(int bytes) {
        own.setReceiveBufferSize(bytes);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        own.setPerformancePreferences(connectionTime, latency, bandwidth);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setConnectTimeoutMillis(int milliseconds) {
        own.setConnectTimeoutMillis(milliseconds);
        return this;
    }

    @Override
    @Deprecated
    public QosServerSocketChannelConfig setMaxMessagesPerRead(int messages) {
        own.setMaxMessagesPerRead(messages);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setWriteSpinCount(int tries) {
        own.setWriteSpinCount(tries);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
        own.setAllocator(allocator);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        own.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setAutoRead(boolean autoRead) {
        own.setAutoRead(autoRead);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setAutoClose(boolean autoClose) {
        own.setAutoClose(autoClose);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setWriteBufferHighWaterMark(int bytes) {
        own.setWriteBufferHighWaterMark(bytes);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setWriteBufferLowWaterMark(int bytes) {
        own.setWriteBufferLowWaterMark(bytes);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
        own.setWriteBufferWaterMark(mark);
        return this;
    }

    @Override
    public QosServerSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        own.setMessageSizeEstimator(estimator);
        return this;
    }
}
