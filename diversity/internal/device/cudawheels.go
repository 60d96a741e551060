package device

import (
	"context"
	"fmt"
	"path/filepath"
)

// cudaPlatform is the only platform for which the CUDA plugin is published.
const cudaPlatform = "linux/amd64"

// cudaDriver is the first major version of NVIDIA's driver that runs CUDA 13.
const cudaDriver = 580

// cudaPackages are JAX's CUDA plugin and the NVIDIA libraries of one CUDA release that it loads. They are pinned one by one, because pip's
// own choice among NVIDIA's packages downloads many versions of each.
func cudaPackages() []string {
	return []string{
		"jax-cuda13-pjrt==0.11.2",
		"nvidia-cublas==13.4.1.3",
		"nvidia-cuda-cupti==13.2.86",
		"nvidia-cuda-nvcc==13.2.86",
		"nvidia-cuda-nvrtc==13.2.86",
		"nvidia-cuda-runtime==13.2.86",
		"nvidia-cudnn-cu13==9.26.0.51",
		"nvidia-cufft==12.2.0.57",
		"nvidia-cusolver==12.2.0.11",
		"nvidia-cusparse==12.7.10.12",
		"nvidia-nccl-cu13==2.30.7",
		"nvidia-nvjitlink==13.5.37",
		"nvidia-nvshmem-cu13==3.7.2",
		"nvidia-nvvm==13.2.86",
	}
}

// cudaSource installs the official CUDA plugin with pip: go-xla's installer takes the same wheels, but prints and cannot be interrupted.
func (s *search) cudaSource() source {
	src := source{name: "jax-cuda13-pjrt", version: "0.11.2", kind: CUDA, way: wayIndex}
	src.ready = func() error {
		if !s.gpu {
			return fmt.Errorf("%s", s.gpuWhy)
		}
		return s.host.driverAtLeast(cudaDriver)
	}
	src.fetch = func(ctx context.Context, dir string) (string, string, error) {
		args := append([]string{"install", "--no-deps", "--no-compile", "--target", filepath.Join(dir, "site")}, cudaPackages()...)
		if err := s.pip(ctx, "download "+src.title(), dir, 0, args); err != nil {
			return "", "", err
		}
		return filepath.Join("site", "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so"), "Python package index: jax-cuda13-pjrt 0.11.2", nil
	}
	return src
}
