package analysis

// decode sets f.Release. What was decoded last is kept by its checksum: releases never change, and decoding them for each quoted
// figure would take most of the time of such a page. The largest of a county take a few megabytes.
func (s *Service) decode(f *StoredRelease) (err error) {
	f.Release, err = s.releases.Get(f.Checksum, func() (*Release, error) { return unmarshalRelease(f.Bytes) })
	return err
}
