# Reads a pair of versions a line and says how Gem::Version orders them; a text of nothing is none here.
require "rubygems"

def parse(text)
  text.strip.empty? || !Gem::Version.correct?(text) ? nil : Gem::Version.new(text)
end

STDOUT.sync = true
STDIN.each_line do |line|
  a, b = line.chomp.split("\t", -1).map { |text| parse(text) }
  puts(a.nil? || b.nil? ? "x" : a <=> b)
end
