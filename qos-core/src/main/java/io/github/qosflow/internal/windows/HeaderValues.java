package io.github.qosflow.internal.windows;

import io.github.qosflow.DataRate;
import io.github.qosflow.RateReason;
import io.github.qosflow.Shaping;
import io.github.qosflow.TrafficType;

/** What the API's words are called in the header, and back. */
final class HeaderValues {
    private HeaderValues() {}

    static int of(TrafficType type) {
        return switch (type) {
            case BEST_EFFORT -> QWave.QOSTrafficTypeBestEffort;
            case BACKGROUND -> QWave.QOSTrafficTypeBackground;
            case EXCELLENT_EFFORT -> QWave.QOSTrafficTypeExcellentEffort;
            case AUDIO_VIDEO -> QWave.QOSTrafficTypeAudioVideo;
            case VOICE -> QWave.QOSTrafficTypeVoice;
            case CONTROL -> QWave.QOSTrafficTypeControl;
        };
    }

    static int of(Shaping shaping) {
        return switch (shaping) {
            case SHAPE_ONLY -> QWave.QOSShapeOnly;
            case SHAPE_AND_MARK -> QWave.QOSShapeAndMark;
            case USE_NON_CONFORMANT_MARKINGS -> QWave.QOSUseNonConformantMarkings;
        };
    }

    static int of(RateReason reason) {
        return switch (reason) {
            case NOT_APPLICABLE -> QWave.QOSFlowRateNotApplicable;
            case CONTENT_CHANGE -> QWave.QOSFlowRateContentChange;
            case CONGESTION -> QWave.QOSFlowRateCongestion;
            case HIGHER_CONTENT_ENCODING -> QWave.QOSFlowRateHigherContentEncoding;
            case USER_CAUSED -> QWave.QOSFlowRateUserCaused;
        };
    }

    /** A UINT64 of bit/s, more than 0; beyond what a long can say there is no difference to tell. */
    static DataRate rate(long unsigned) {
        return DataRate.ofBitsPerSecond(unsigned < 0 ? Long.MAX_VALUE : unsigned);
    }
}
