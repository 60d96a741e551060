// Package proxy is the kernel that Jupyter sees. It stands between the front end and gonb, which compiles and runs the
// cells: it relays messages, and answers or completes what gonb does not: whether a cell is complete, the history,
// information about the kernel, the value of a last expression, proper errors, the order of messages, cells queued
// behind one that failed, and a gonb that died or answers no more, whose declarations the next one gets.
//
// A front end that reads slowly holds back the cell that writes, not the kernel: what waits for it is bounded (outbox),
// and so is what gonb has under way (flow).
//
// All state belongs to one goroutine, the loop of [Run]; everything else posts functions to it.
package proxy
