package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Retry returns an Uploader that tries again when a delivery failed before
// anything of the file can have reached the receiver, for a cause that may
// pass: no connection, or a timeout, with Uncertain false. It never tries
// again after the file was opened, after a refused host key or path, after a
// login was refused or broke off, or after an error that is not an [*Error].
//
// attempts counts all tries, the first included; less than 1 means 1. wait
// gives the pause after the nth failed try, n from 1; nil means one second,
// doubling each time up to a minute. A context that ends during a pause ends
// the call.
//
// A retry hides no failure: the error of the last try is returned, with the
// number of tries. The result is as safe for concurrent use as u and wait are.
func Retry(u Uploader, attempts int, wait func(n int) time.Duration) Uploader {
	if wait == nil {
		wait = doubling
	}
	return &retry{to: u, attempts: max(attempts, 1), wait: wait}
}

type retry struct {
	to       Uploader
	attempts int
	wait     func(n int) time.Duration
}

func (r *retry) Upload(ctx context.Context, name string, body io.ReaderAt, size int64) (Receipt, error) {
	started := time.Now()
	for n := 1; ; n++ {
		receipt, err := r.to.Upload(ctx, name, body, size)
		receipt.Started = started
		switch {
		case err == nil || !mayPass(err):
			return receipt, err
		case ctx.Err() != nil:
			return receipt, err
		case n == r.attempts && n == 1:
			return receipt, err
		case n == r.attempts:
			return receipt, fmt.Errorf("gave up after %d tries: %w", n, err)
		}
		if stopped := pause(ctx, r.wait(n)); stopped != nil {
			return receipt, fmt.Errorf("%w; before another try it was %w", err, stopped)
		}
	}
}

// mayPass holds only for failures after which nothing can be on the server and
// which are nobody's decision: a refusal stays a refusal, and repeating a
// refused login can lock the account. A server may refuse a login by hanging up
// or by silence, so what fails in the middle of one counts as refused.
func mayPass(err error) bool {
	failed, ok := errors.AsType[*Error](err)
	if !ok || failed.Uncertain || failed.Op == "prepare" || failed.Op == "login" {
		return false
	}
	for _, final := range []error{ErrName, ErrBody, ErrHostKey, ErrLogin, ErrPath, ErrRefused, ErrProtocol} {
		if errors.Is(err, final) {
			return false
		}
	}
	return errors.Is(err, ErrConnection) || errors.Is(err, ErrTimeout)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return stopped(ctx)
	case <-timer.C:
		return nil
	}
}

func doubling(n int) time.Duration {
	return min(time.Second<<min(n-1, 6), time.Minute)
}
