package tally

import "math/bits"

// countCodes adds the people of each code and group to people, and their weights to weights unless it is
// nil. Their rows have a place for each group, width in all. Codes without a row are left out.
func (s *scratch) countCodes(b *block, codes []uint8, people, weights []int64, width int) {
	one, two := &s.people[0], &s.people[1] // codes and groups that are not counted stay in them, and are never read
	groups := s.groups[:b.n]
	codes = codes[:len(groups)]
	if s.isFew(b) {
		for at, i := range s.chosen {
			one[uint16(codes[i])<<8|uint16(s.few[at])]++
		}
	} else {
		half := len(groups) / 2
		codes1, codes2, groups1, groups2 := codes[:half], codes[half:], groups[:half], groups[half:]
		for i := range codes1 {
			one[uint16(codes1[i])<<8|uint16(groups1[i])]++
			two[uint16(codes2[i])<<8|uint16(groups2[i])]++
		}
		if len(codes2) > half {
			one[uint16(codes2[half])<<8|uint16(groups2[half])]++
		}
	}
	for code := range len(people) / width {
		for g := range width {
			at := code<<8 | g
			people[code*width+g] += int64(one[at]) + int64(two[at])
			one[at], two[at] = 0, 0
		}
	}
	if weights == nil {
		return
	}
	for i, g := range groups {
		if at := int(codes[i])*width + int(g); g != codeDropped && at < len(weights) {
			weights[at] += s.weight(i)
		}
	}
}

// countBits adds the people in each category of a Multiple variable. A person in two categories that are
// joined is counted once.
func (p *plan) countBits(b *block, row *rowPlan, out *sum, s *scratch) {
	s.makeMasks(b, p.width)
	col := &b.columns[row.at]
	for i, in := range row.in {
		s.mask = col.union(s.mask, b.n, in)
		for g, mask := range s.masks[:p.width] {
			n := 0
			for w, word := range s.mask {
				n += bits.OnesCount64(word & mask[w])
			}
			out.in[i*p.width+g] += int64(n)
		}
		if out.weights == nil {
			continue
		}
		for w, word := range s.mask {
			for ; word != 0; word &= word - 1 {
				at := w*64 + bits.TrailingZeros64(word)
				if g := s.groups[at]; g != codeDropped {
					out.weights.in[i*p.width+int(g)] += s.weight(at)
				}
			}
		}
	}
}

// makeMasks makes the bits of the responses in each group.
func (s *scratch) makeMasks(b *block, width int) {
	if s.made {
		return
	}
	s.made = true
	for len(s.masks) < width {
		s.masks = append(s.masks, make([]uint64, blockSize/64))
	}
	for _, mask := range s.masks[:width] {
		clear(mask)
	}
	for i, g := range s.groups[:b.n] {
		if g != codeDropped {
			s.masks[g][i/64] |= 1 << (i % 64)
		}
	}
}

// countNumbers adds the people who gave each number.
func (s *scratch) countNumbers(b *block, values []uint32, people []int64, width int) {
	for i, g := range s.groups[:b.n] {
		if v := int(values[i]); v > 0 && g != codeDropped {
			people[(v-1)*width+int(g)]++
		}
	}
}
