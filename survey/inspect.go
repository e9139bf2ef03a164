package survey
func (f *Form) inspect() []string { return nil }
func knownMember(string) bool { return true }
