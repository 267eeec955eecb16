package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// pool returns a picture of n workers on four cores over span seconds, sampled
// ten times a second. The seventh task of every worker failed, the ninth was
// killed, the last goes on.
func pool(n int, span float64) Data {
	random := rand.New(rand.NewPCG(7, 7))
	d := Data{
		To: span, LanesTitle: "Tasks", StripsTitle: "Cores", Empty: "Nothing ran yet.",
		Bands: []Band{
			{Title: "CPU", Unit: "% of one core", Max: 100},
			{Title: "Memory", Unit: "resident set size", Bytes: true},
		},
	}
	for w := range n {
		name := fmt.Sprintf("Process-%d", w+1)
		d.Lanes = append(d.Lanes, Lane{Name: name, Style: w, Bars: tasks(w, span, random)})
		cpu := Series{Name: name, Style: w, Gap: 0.5}
		rss := Series{Name: name, Style: w, Gap: 0.5}
		size := 8e6 + 3e6*float64(w%5)
		for i := range int(span * 10) {
			t := float64(i)/10 + 0.003*float64(w)
			v := 100 - 4*random.Float64()
			if w%4 == 3 {
				v = 50 + 30*math.Sin(t) + 10*random.Float64()
			}
			if i == 0 {
				v = math.NaN()
			}
			if random.IntN(40) == 0 {
				size += 2e6 * (random.Float64() - 0.4)
			}
			if w%4 == 1 && t > span*0.4 && t < span*0.47 {
				continue
			}
			cpu.T, cpu.V = append(cpu.T, t), append(cpu.V, v)
			rss.T, rss.V = append(rss.T, t), append(rss.V, size)
		}
		d.Bands[0].Series = append(d.Bands[0].Series, cpu)
		d.Bands[1].Series = append(d.Bands[1].Series, rss)
		d.Legend = append(d.Legend, Key{Style: w, Name: name})
	}
	for c := range 4 {
		s := Strip{Name: fmt.Sprintf("Core %d", c)}
		for i := range int(span * 10) {
			s.T = append(s.T, float64(i)/10)
			s.V = append(s.V, min(1, max(0, 0.6+0.5*math.Sin(float64(i)/17+float64(c)))))
			who := (c + i/30) % (n + 1)
			s.Who = append(s.Who, who-1)
		}
		d.Strips = append(d.Strips, s)
	}
	return d
}

// tasks returns the bars of one worker.
func tasks(w int, span float64, random *rand.Rand) []Bar {
	var bars []Bar
	t := 0.1
	for i := 0; t < span; i++ {
		b := Bar{From: t, To: min(t+span/14*(0.4+random.Float64()), span), Style: w, ID: 1000*w + i}
		switch {
		case b.To == span:
			b.Mark = Open
		case i == 6:
			b.Mark = Failed
		case i == 8:
			b.Mark = Ended
		}
		bars = append(bars, b)
		t = b.To + 0.002
	}
	return bars
}
