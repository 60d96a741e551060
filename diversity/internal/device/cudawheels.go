package device

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// cudaPlatform is the only platform for which the CUDA plugin is published.
const cudaPlatform = "linux/amd64"

// cudaDriver is the first major version of NVIDIA's driver that runs CUDA 13.
const cudaDriver = 580

// cudaPackages are JAX's CUDA plugin and the NVIDIA libraries of one CUDA release that it loads, each with the SHA-256
// of its wheel. They are pinned one by one, because pip's own choice among NVIDIA's packages downloads many versions of
// each.
//
//go:embed cuda.txt
var cudaPackages string

// cudaSource installs the official CUDA plugin with pip: go-xla's installer takes the same wheels, but prints and
// cannot be interrupted.
func (s *search) cudaSource() source {
	src := source{name: "jax-cuda13-pjrt", version: "0.11.2", kind: CUDA, way: wayIndex}
	src.ready = func() error {
		if !s.gpu {
			return fmt.Errorf("%s", s.gpuWhy)
		}
		return s.host.driverAtLeast(cudaDriver)
	}
	src.fetch = func(ctx context.Context, dir string) (string, string, error) {
		list := filepath.Join(dir, scratchName, "cuda.txt")
		if err := errors.Join(os.MkdirAll(filepath.Dir(list), 0o755),
			os.WriteFile(list, []byte(cudaPackages), 0o644)); err != nil {
			return "", "", err
		}
		args := []string{
			"install", "--no-deps", "--no-compile", "--target", filepath.Join(dir, "site"), "--require-hashes", "--requirement",
			list,
		}
		if err := s.pip(ctx, "download "+src.title(), dir, 0, args); err != nil {
			return "", "", err
		}
		return filepath.Join("site", "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so"),
			"Python package index: jax-cuda13-pjrt 0.11.2", nil
	}
	return src
}
