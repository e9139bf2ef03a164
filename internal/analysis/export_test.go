package analysis

// SetAfterCounting sets a function that is called between counting and publishing.
func (s *Service) SetAfterCounting(fn func()) { s.afterCounting = fn }
