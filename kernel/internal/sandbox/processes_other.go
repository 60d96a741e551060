//go:build !linux

package sandbox

// processes finds none: only Linux shows the environment of processes to everybody. What runs in a sandbox has to end by itself here.
func processes(string) []int { return nil }
