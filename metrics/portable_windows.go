package metrics

// countBytes reads what all calls moved, which is what Windows counts.
func (h *portable) countBytes(a *Activity) {
	if n, err := h.proc.IOCountersWithContext(hostEnv()); err == nil {
		a.ReadBytes, a.WriteBytes = int64(n.ReadBytes), int64(n.WriteBytes)
	}
}
