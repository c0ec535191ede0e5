/**
 * The model-based test: random sequences of calls, compared between what the documentation promises ({@link
 * io.github.qosflow.model.Model}) and what implements it.
 */
package io.github.qosflow.model;
