// Package cachedir finds the directory of what can be made again: the plugin of XLA, prepared pools.
package cachedir

import (
	"fmt"
	"os"
	"path/filepath"
)

// Variable is the environment variable that names the cache directory of this project.
const Variable = "DIVERSITY_CACHE"

// Dir is the absolute directory that [Variable] names, else "diversity" in the user's cache directory. It may not be
// there yet.
func Dir() (string, error) {
	if dir := os.Getenv(Variable); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache directory: %w; set %s", err, Variable)
	}
	return filepath.Join(dir, "diversity"), nil
}
