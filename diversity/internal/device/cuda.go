package device

import (
	"os"
	"path/filepath"
	"strings"
)

// prepareCUDA tells XLA where the CUDA tools lie when the plugin lies where pip puts it, <site>/jax_plugins/xla_cuda13/
// beside <site>/nvidia/. go-xla does the same for its own layout, and warns about any other unless its check is off.
func (h host) prepareCUDA(plugin string) {
	if kind, _ := fileKind(plugin); kind != CUDA {
		return
	}
	const flags, check, option = "XLA_FLAGS", "GOPJRT_CUDA_CHECKS", "--xla_gpu_cuda_data_dir"
	tools := cudaTools(filepath.Dir(filepath.Dir(filepath.Dir(plugin))))
	if tools == "" {
		return
	}
	if _, set := h.lookup(check); !set {
		_ = h.setenv(check, "0") // fails only for malformed names
	}
	if old := h.getenv(flags); !strings.Contains(old, option) {
		_ = h.setenv(flags, strings.TrimSpace(old+" "+option+"="+tools))
	}
}

// cudaTools finds the directory below a site-packages directory that holds NVIDIA's device compiler, "" if none does.
func cudaTools(site string) string {
	for _, name := range []string{"cu13", "cuda_nvcc"} {
		dir := filepath.Join(site, "nvidia", name)
		if info, err := os.Stat(filepath.Join(dir, "nvvm")); err == nil && info.IsDir() {
			return dir
		}
	}
	return ""
}
