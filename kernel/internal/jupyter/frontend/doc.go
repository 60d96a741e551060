// Package frontend is a front end's side of a kernel: it sends requests and collects what comes back, in the order in
// which it came.
package frontend
