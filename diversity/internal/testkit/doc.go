// Package testkit has what the tests of several packages share: worlds, designs, measured studies, and shares of
// simulated studies with their intervals.
package testkit
