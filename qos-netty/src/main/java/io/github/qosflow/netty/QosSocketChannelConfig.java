package io.github.qosflow.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannelConfig;

/** The configuration of a {@link QosNioSocketChannel}. */
final class QosSocketChannelConfig extends QosChannelConfig<SocketChannelConfig> implements SocketChannelConfig {
    QosSocketChannelConfig(Channel channel, SocketChannelConfig own) {
        super(channel, own);
    }

    @Override
    public boolean isTcpNoDelay() {
        return own.isTcpNoDelay();
    }

    @Override
    public QosSocketChannelConfig setTcpNoDelay(boolean tcpNoDelay) {
        own.setTcpNoDelay(tcpNoDelay);
        return this;
    }

    @Override
    public int getSoLinger() {
        return own.getSoLinger();
    }

    @Override
    public QosSocketChannelConfig setSoLinger(int seconds) {
        own.setSoLinger(seconds);
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return own.getSendBufferSize();
    }

    @Override
    public QosSocketChannelConfig setSendBufferSize(int bytes) {
        own.setSendBufferSize(bytes);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return own.getReceiveBufferSize();
    }

    @Override
    public QosSocketChannelConfig setReceiveBufferSize(int bytes) {
        own.setReceiveBufferSize(bytes);
        return this;
    }

    @Override
    public boolean isKeepAlive() {
        return own.isKeepAlive();
    }

    @Override
    public QosSocketChannelConfig setKeepAlive(boolean keepAlive) {
        own.setKeepAlive(keepAlive);
        return this;
    }

    @Override
    public int getTrafficClass() {
        return own.getTrafficClass();
    }

    @Override
    public QosSocketChannelConfig setTrafficClass(int trafficClass) {
        own.setTrafficClass(trafficClass);
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return own.isReuseAddress();
    }

    @Override
    public QosSocketChannelConfig setReuseAddress(boolean reuseAddress) {
        own.setReuseAddress(reuseAddress);
        return this;
    }

    @Override
    public boolean isAllowHalfClosure() {
        return own.isAllowHalfClosure();
    }

    @Override
    public QosSocketChannelConfig setAllowHalfClosure(boolean allowHalfClosure) {
        own.setAllowHalfClosure(allowHalfClosure);
        return this;
    }

    @Override
    public QosSocketChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        own.setPerformancePreferences(connectionTime, latency, bandwidth);
        return this;
    }

    @Override
    public QosSocketChannelConfig setConnectTimeoutMillis(int milliseconds) {
        own.setConnectTimeoutMillis(milliseconds);
        return this;
    }

    @Override
    @Deprecated
    public QosSocketChannelConfig setMaxMessagesPerRead(int messages) {
        own.setMaxMessagesPerRead(messages);
        return this;
    }

    @Override
    public QosSocketChannelConfig setWriteSpinCount(int tries) {
        own.setWriteSpinCount(tries);
        return this;
    }

    @Override
    public QosSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
        own.setAllocator(allocator);
        return this;
    }

    @Override
    public QosSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        own.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public QosSocketChannelConfig setAutoRead(boolean autoRead) {
        own.setAutoRead(autoRead);
        return this;
    }

    @Override
    public QosSocketChannelConfig setAutoClose(boolean autoClose) {
        own.setAutoClose(autoClose);
        return this;
    }

    @Override
    public QosSocketChannelConfig setWriteBufferHighWaterMark(int bytes) {
        own.setWriteBufferHighWaterMark(bytes);
        return this;
    }

    @Override
    public QosSocketChannelConfig setWriteBufferLowWaterMark(int bytes) {
        own.setWriteBufferLowWaterMark(bytes);
        return this;
    }

    @Override
    public QosSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
        own.setWriteBufferWaterMark(mark);
        return this;
    }

    @Override
    public QosSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        own.setMessageSizeEstimator(estimator);
        return this;
    }
}
