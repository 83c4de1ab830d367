"""A small world of our own: a ferry takes one car at a time between quays; typed, with a negative precondition."""

DOMAIN = """
(define (domain ferry) ; one boat
  (:requirements :strips :typing :negative-preconditions :equality)
  (:types quay - place  car lorry - vehicle  vehicle)
  (:constants home - quay)
  (:predicates (boat-at ?q - quay) (parked ?v - vehicle ?q - quay) (aboard ?v - vehicle) (loaded))
  (:action SAIL
    :parameters (?from ?to - quay)
    :precondition (and (boat-at ?from) (not (= ?from ?to)))
    :effect (and (not (boat-at ?from)) (boat-at ?to)))
  (:action board
    :parameters (?v - vehicle ?q - quay)
    :precondition (and (parked ?v ?q) (boat-at ?q) (not (loaded)))
    :effect (and (not (parked ?v ?q)) (aboard ?v) (loaded)))
  (:action land
    :parameters (?v - vehicle ?q - quay)
    :precondition (and (aboard ?v) (boat-at ?q))
    :effect (and (parked ?v ?q) (not (aboard ?v)) (not (loaded))))
  (:action wash
    :parameters (?v - (either car lorry))
    :precondition ()
    :effect (and (not (loaded)) (loaded))))
"""

PROBLEM = """
(define (problem two-cars)
  (:domain ferry)
  (:objects east - quay red blue - car truck - lorry)
  (:init (boat-at home) (parked red home) (parked blue home) (parked truck east))
  (:goal (and (parked red east) (not (boat-at east)))))
"""

SOLUTION = ("(board red home)", "(sail home east)", "(land red east)", "(sail east home)")
