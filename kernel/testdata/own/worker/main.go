// Command worker computes studies with the backbone and the probe of this module.
package main

import (
	"tradeoff/diversity/runner"

	_ "example.org/own/neighbours"
	_ "example.org/own/small/graph"
)

func main() { runner.Main() }
