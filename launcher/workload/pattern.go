package workload

// patternPeriod is a prime, so that no two neighbouring MiB are the same.
const patternPeriod = 251

// pattern is bytes of which the i-th is i modulo patternPeriod, of any length.
type pattern struct{ bytes []byte }

func newPattern() pattern {
	p := pattern{bytes: make([]byte, mebibyte+patternPeriod)}
	for i := range p.bytes {
		p.bytes[i] = byte(i % patternPeriod)
	}
	return p
}

// mib returns the n-th MiB of the pattern, from 0. The caller must not write
// to it.
func (p pattern) mib(n int) []byte {
	offset := n % patternPeriod * (mebibyte % patternPeriod) % patternPeriod
	return p.bytes[offset : offset+mebibyte]
}
